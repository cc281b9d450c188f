"""What is known of any text: its language, sentences, tables and words."""
