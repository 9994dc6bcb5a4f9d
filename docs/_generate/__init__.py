"""One module per generated page, each with a ``body`` that returns its Markdown."""
