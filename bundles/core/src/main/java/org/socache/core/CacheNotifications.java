// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;

import org.osgi.service.event.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheSpecification;

/** Tells JMX listeners, EventAdmin and the log what became of a cache. */
final class CacheNotifications implements CacheEnvironment.Announcer {

    private static final Logger LOG = LoggerFactory.getLogger(CacheNotifications.class);

    static final String SWITCHED = "org.socache.cache.switched";
    static final String DEGRADED = "org.socache.cache.degraded";
    static final String RECOVERED = "org.socache.cache.recovered";

    private final InstantSource clock;
    private final Executor herald;
    private final Consumer<Event> events;
    private final AtomicLong sequence = new AtomicLong();
    private final Map<String, NotificationBroadcasterSupport> broadcasters = new ConcurrentHashMap<>();

    /** @param herald calls those who listen in JMX */
    CacheNotifications(InstantSource clock, Executor herald, Consumer<Event> events) {
        this.clock = clock;
        this.herald = herald;
        this.events = events;
    }

    /** What the MBean of that cache sends its notifications through. */
    NotificationBroadcasterSupport broadcasterOf(String cache) {
        return broadcasters.computeIfAbsent(
                cache,
                name -> new NotificationBroadcasterSupport(
                        herald,
                        new MBeanNotificationInfo(
                                new String[] {SWITCHED, DEGRADED, RECOVERED},
                                Notification.class.getName(),
                                "The cache was switched to another provider, lost its provider, or has it back.")));
    }

    void forget(String cache) {
        broadcasters.remove(cache);
    }

    @Override
    public void switched(String cache, Migration migration) {
        String text = cache + " switched from " + migration.from() + " to " + migration.to() + outcome(migration);
        LOG.info(text);
        send(cache, SWITCHED, text, switchOf(migration.from(), migration.to(), migration));
    }

    @Override
    public void wentBack(String cache, Migration migration) {
        String text = cache + " went back from " + migration.to() + " to " + migration.from() + ", "
                + migration.problem() + outcome(migration);
        LOG.warn(text);
        Map<String, Object> properties = switchOf(migration.to(), migration.from(), migration);
        properties.put("reason", migration.problem());
        send(cache, SWITCHED, text, properties);
    }

    private static String outcome(Migration migration) {
        return ": moved " + migration.moved() + ", skipped " + migration.skipped() + byReason(migration) + ", "
                + migration.took().toMillis() + " ms";
    }

    private static Map<String, Object> switchOf(CacheSpecification from, CacheSpecification to, Migration migration) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("from", from.toString());
        properties.put("to", to.toString());
        properties.put("moved", migration.moved());
        properties.put("skipped", migration.skipped());
        properties.put("skippedByReason", migration.skippedByReason());
        properties.put("millis", migration.took().toMillis());
        return properties;
    }

    private static String byReason(Migration migration) {
        return migration.skipped() == 0 ? "" : " " + migration.skippedByReason();
    }

    @Override
    public void degraded(String cache, String reason) {
        send(cache, DEGRADED, cache + ": " + reason, Map.of("reason", reason));
    }

    @Override
    public void recovered(String cache, CacheSpecification on) {
        send(cache, RECOVERED, cache + " is back on " + on, Map.of());
    }

    private void send(String cache, String type, String text, Map<String, Object> properties) {
        Notification notification = new Notification(type, cache, sequence.incrementAndGet(), clock.millis(), text);
        notification.setUserData(text);
        NotificationBroadcasterSupport broadcaster = broadcasters.get(cache);
        if (broadcaster != null) {
            broadcaster.sendNotification(notification);
        }
        Map<String, Object> event = new HashMap<>(properties);
        event.put("cache", cache);
        event.put("message", text);
        events.accept(new Event(topic(type), event));
    }

    /** {@code org.socache.cache.switched} becomes {@code org/socache/cache/SWITCHED}. */
    private static String topic(String type) {
        int last = type.lastIndexOf('.');
        return type.substring(0, last).replace('.', '/')
                + '/'
                + type.substring(last + 1).toUpperCase(java.util.Locale.ROOT);
    }
}
