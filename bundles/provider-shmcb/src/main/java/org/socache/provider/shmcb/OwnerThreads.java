// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The threads of a member that have owned locks, for others of this member to see whether an owner still runs.
 *
 * <p>A thread writes here once, not with every lock: two threads that write to one line of the processor's cache wait longer
 * for each other than a store takes. Of threads whose ids share the low bits the latest is remembered; who is not remembered
 * counts as alive.
 */
final class OwnerThreads {

    private static final int PLACES = 64;

    private final AtomicReferenceArray<Owner> owners = new AtomicReferenceArray<>(PLACES);

    private static final class Owner extends WeakReference<Thread> {
        private final long id;

        Owner(Thread thread) {
            super(thread);
            id = thread.getId();
        }

        boolean isDead() {
            Thread thread = get();
            return thread == null || !thread.isAlive();
        }
    }

    void remember(Thread thread) {
        int place = place(thread.getId());
        Owner owner = owners.getPlain(place);
        if (owner == null || owner.id != thread.getId()) {
            owners.setRelease(place, new Owner(thread));
        }
    }

    /** @param idBits the low bits of a thread's id, at least as many as an int has */
    boolean isDead(long idBits) {
        Owner owner = owners.getAcquire(place(idBits));
        return owner != null && (int) owner.id == (int) idBits && owner.isDead();
    }

    private static int place(long id) {
        return (int) id & PLACES - 1;
    }
}
