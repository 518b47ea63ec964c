"""The terminal of a program: lines that are typed, lines that are shown, colours."""
