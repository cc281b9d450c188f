"""The library on the disk. The only SQL in the program is here."""
