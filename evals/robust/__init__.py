"""Whether other words for the same thing change the answers: synonyms, slips of the keyboard, other names in the schema."""
