"""Which dataset a record is: known by another GUID, already there, shown by another source."""
