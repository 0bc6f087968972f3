// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.service.event.Event;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(20)
class CacheNotificationsTest extends CacheOnMaps {

    private static final String[] ANY = {"event.topics", "cache", "message", "from", "to", "moved", "skipped", "millis"
    };

    private final List<Event> events = new CopyOnWriteArrayList<>();

    @Test
    void switched_event_tellsWhatWasMovedAndWhatWasNot() throws Exception {
        listen();
        cache.store(id("small"), soon(), data("small"));
        cache.store(id("large"), soon(), data("larger than ten bytes"));
        map.largestData = 10;

        switchTo("map:b");

        Event event = last();
        assertThat(event.getPropertyNames())
                .contains(ANY)
                .contains("skippedByReason")
                .doesNotContain("reason");
        assertThat(event.getProperty("from")).isEqualTo("map:a");
        assertThat(event.getProperty("to")).isEqualTo("map:b");
        assertThat(event.getProperty("moved")).isEqualTo(1L);
        assertThat(event.getProperty("skippedByReason")).isEqualTo(Map.of("ENTRY_TOO_LARGE", 1L));
    }

    @Test
    void wentBack_event_tellsTheSameAndTheReason() throws Exception {
        listen();
        cache.store(id("a"), soon(), data("a"));
        cache.store(id("b"), soon(), data("b"));
        map.failAfter = 1;

        switchTo("map:b");

        Event event = last();
        assertThat(event.getPropertyNames()).contains(ANY).contains("skippedByReason");
        assertThat(event.getProperty("from")).isEqualTo("map:b");
        assertThat(event.getProperty("to")).isEqualTo("map:a");
        assertThat(event.getProperty("moved")).isEqualTo(1L);
        assertThat(event.getProperty("reason")).isEqualTo("map:b failed for too long: away");
        assertThat(event.getProperty("message"))
                .asString()
                .startsWith(
                        "http went back from map:b to map:a, map:b failed for too long: away: moved 1, skipped 0, ");
    }

    private void listen() throws Exception {
        cache.close();
        announcer = new CacheNotifications(clock, Runnable::run, events::add);
        cache = newCache("map:a");
    }

    private Event last() {
        Event last = events.get(events.size() - 1);
        assertThat(last.getTopic()).isEqualTo("org/socache/cache/SWITCHED");
        return last;
    }
}
