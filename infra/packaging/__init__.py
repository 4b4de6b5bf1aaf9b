"""Makes what CloudFormation deploys: the merged template and the functions' zip. `make package` and `infra.local`."""
