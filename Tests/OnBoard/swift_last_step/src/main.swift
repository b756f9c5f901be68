// A shutdown with a last step of one's own, which ends the run.

import Bulkhead
import CBulkhead

System.shutDown { bulkhead_exit(3) }
