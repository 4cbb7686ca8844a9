"""Issues of a neighbourhood: whose level they are, who must come, which are alike and who solved one before."""
