"""The published record in the shape of the Care Quality Commission's own interface for programs.

A client that was written for that interface works by changing the address. Field names, envelopes and words are those
of ``/public/v1`` (domain rules 8); what this record does not hold is left out of an object, as there, never made up.
"""
