module zdtp/tests/faults

go 1.19
