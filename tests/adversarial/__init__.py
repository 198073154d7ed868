"""Pull requests by which an agent, or someone behind one, tries to get round the gate."""
