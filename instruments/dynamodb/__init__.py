"""DynamoDB: a table in memory, scratch tables, raw reads, what each call costs, and the referee of a rush."""
