"""Texts for people: marks for translation, languages, dates and sizes in words. Imports nothing of Salon."""
