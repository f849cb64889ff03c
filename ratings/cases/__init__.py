"""The case of special measures: recommended, decided, what comes with it, and how it ends."""
