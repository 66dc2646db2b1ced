"""DynamoDB: a table in memory, scratch tables on an engine, raw reads, and what each call costs."""
