"""The pages of the desk, one module for each room. `app.PAGES` is their table.

Each module has `ROUTES`, which only read, and `WRITE_ROUTES`, which a read-only desk does not have.
"""
