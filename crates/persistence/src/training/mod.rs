mod workplace;
