"""Avro: importable, refused when used."""
