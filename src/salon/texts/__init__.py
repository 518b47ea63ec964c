"""Texts for people: marks, languages, dates, sizes, unsafe characters. Imports nothing of Salon."""
