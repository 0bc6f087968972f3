// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.socache.http.engine.record.CacheKey;

/**
 * What origins are working on for this node at this moment. A page that is changed or purged meanwhile may come as it was
 * before, and would be served as fresh for as long as it says: RFC 9111 section 4.4 takes out what is stored by then, not what
 * is about to be.
 */
final class Fetches {

    private final Set<Fetch> underWay = ConcurrentHashMap.newKeySet();

    /** To be called before the origin is asked. */
    Fetch begin(CacheKey resource) {
        Fetch fetch = new Fetch(resource);
        underWay.add(fetch);
        return fetch;
    }

    /**
     * Marks fetches of resources that have changed. To be called before those are removed: waits until what is being stored of
     * them is there to be found, which is as long as a storage takes for one of them, however many there are.
     */
    void outdate(Predicate<CacheKey> changed) {
        mark(fetch -> changed.test(fetch.resource));
    }

    private void mark(Predicate<Fetch> chosen) {
        List<Fetch> marked = underWay.stream().filter(chosen).toList();
        // all of them first, so that none begins to store while another is waited for
        marked.forEach(Fetch::outdate);
        marked.forEach(Fetch::awaitStore);
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    /** One of them. */
    final class Fetch {

        private final CacheKey resource;
        private volatile boolean outdated;

        private Fetch(CacheKey resource) {
            this.resource = resource;
        }

        /** Marks the others of what its own request has changed, mostly nothing; what it brings itself comes after that. */
        void outdateOthers(Set<CacheKey> changed) {
            if (!changed.isEmpty()) {
                mark(fetch -> fetch != this && changed.contains(fetch.resource));
            }
        }

        private void outdate() {
            outdated = true;
        }

        private synchronized void awaitStore() {
            // whoever stores has this monitor
        }

        /**
         * Stores what it has brought, unless that is outdated; who outdates it meanwhile waits.
         *
         * @return whether it was stored
         */
        synchronized boolean store(Runnable puts) {
            if (outdated) {
                return false;
            }
            puts.run();
            return true;
        }

        /** Whether what it brings may be older than a change. */
        boolean isOutdated() {
            return outdated;
        }

        /** The origin is about to be asked once more, and knows of all changes until now. */
        void beginAgain() {
            outdated = false;
        }

        void end() {
            underWay.remove(this);
        }
    }
}
