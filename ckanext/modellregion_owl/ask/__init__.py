"""„Frage stellen“: one form with five reasons; it goes by mail to a functional mailbox."""
