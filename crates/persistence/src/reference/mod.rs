mod rule;
