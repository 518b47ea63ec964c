"""The plain terminal client of the line protocols."""
