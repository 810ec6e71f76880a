"""How the tables came to be, a file a version. A file that was released is never changed: add one."""
