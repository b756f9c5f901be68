// K_THREAD_ACCESS_GRANT: what threads of K_THREAD_DEFINE may use from the beginning.

import CBulkhead

/// Grants a thread what is declared for it.
@unsafe
public func grantDeclaredObjects(to thread: UnsafeMutablePointer<ThreadRecord>) {
  var grants = unsafe bulkhead_thread_grants_start()
  while unsafe grants < bulkhead_thread_grants_end() {
    if unsafe grants.pointee.thread == thread {
      var object = unsafe grants.pointee.objects
      while let one = unsafe object.pointee {
        unsafe k_object_access_grant(one, thread)
        unsafe object += 1
      }
    }
    unsafe grants += 1
  }
}
