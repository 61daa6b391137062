"""How what is learned was learned: the reader, the judge behind it, intents, ranks of tokens."""
