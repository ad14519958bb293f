"""Answer → text: JSON, Markdown, terminal. No I/O."""
