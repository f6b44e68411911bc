"""What people look at: sheets, figures, pages, tables, words."""
