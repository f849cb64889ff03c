"""The pages of quality surveillance groups: three standing questions, answered from the record and by the members."""
