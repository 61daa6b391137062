"""How what is learned was learned: the reader, the judge behind it, what overviews are asked for, the ranks of tokens."""
