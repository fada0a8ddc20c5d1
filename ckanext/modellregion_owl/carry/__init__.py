"""What people have set in the browser, as a file: to another machine, a successor, a backup."""
