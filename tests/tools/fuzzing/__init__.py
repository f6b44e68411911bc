"""What programs share that read damaged files: the damage, a process that may crash or hang, a count of outcomes."""
