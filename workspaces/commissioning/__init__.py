"""The pages on which commissioners and trusts meet: signals, questions, answers, and plans for short-staffed wards."""
