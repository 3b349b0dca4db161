"""The sandbox held against an independent implementation: the same requests to it and to kinesis-local."""
