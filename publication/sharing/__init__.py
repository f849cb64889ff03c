"""What others show of us on their own sites: panels, previews, markup, one-page summaries."""
