"""How what is learned was learned: the reader, the judge behind it, the ranks of tokens."""
