"""The Board's monthly pack on complaints: written from the record, with the trust's own words, kept as it was sent."""
