// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.cache;

import org.socache.authn.Backend;
import org.socache.authn.Verdict;
import org.socache.authn.cache.Counters.Event;

/** Asks back ends, and keeps count of it. */
final class AskedBackend {

    private final Counters counters;
    private final Outages outages;

    AskedBackend(Counters counters, Outages outages) {
        this.counters = counters;
        this.outages = outages;
    }

    <E extends Exception> Verdict ask(String source, Backend<E> backend) throws E {
        counters.count(Event.BACKEND_CALL);
        boolean answered = false;
        try {
            Verdict verdict = backend.ask();
            answered = true;
            counters.count(
                    switch (verdict.answer()) {
                        case GRANTED -> Event.BACKEND_GRANTED;
                        case DENIED -> Event.BACKEND_DENIED;
                        case UNKNOWN_USER -> Event.BACKEND_UNKNOWN_USER;
                    });
            return verdict;
        } finally {
            if (answered) {
                outages.answered(source);
            } else {
                counters.count(Event.BACKEND_FAILED);
                outages.failed(source);
            }
        }
    }
}
