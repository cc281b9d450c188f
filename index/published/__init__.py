"""A library that is published to a shared folder or an object store, as LanceDB tables (`docs/publishing.md`)."""
