"""AWS as the other folders see it: a table, a bucket, a queue and a stream."""
