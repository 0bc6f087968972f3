// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * In place of the threads on which JSSE asks responders, while the handshake waits: it runs nothing, and answers at once
 * that nothing came of it. JSSE asks for each certificate that our cache has no response for, intermediates among them.
 */
final class NoQueries extends ScheduledThreadPoolExecutor {

    NoQueries() {
        super(0);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> queries, long timeout, TimeUnit unit) {
        return List.of();
    }
}
