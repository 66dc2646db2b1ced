"""What requests cost on DynamoDB: calls and units of each operation, and of an office's availability."""
