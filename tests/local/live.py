def watch(stack):
    raise NotImplementedError
