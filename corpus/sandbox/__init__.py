"""A child process that reads what strangers wrote, and may do nothing else (`docs/robustness.md`).

`process` is the parent's end, and `child` the child's end. `confine` takes from the child what it does not need, with
the help of `landlock` and `seccomp` on Linux. What a child is asked to do is a task: a module with `run`.
"""
