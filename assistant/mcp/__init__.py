"""The MCP server: AI assistants search the library, read it and cite it, with tools that change nothing.

The official SDK carries the protocol, over stdio (`stdio`) or HTTP under the desk (`http`). `tools` lists the tools.
Each has a module with its schemas and its function, which takes JSON arguments and returns a JSON object
(`docs/mcp.md`). These modules load nothing of the library when they are imported, so that a client gets the list before
the models are loaded.
"""
