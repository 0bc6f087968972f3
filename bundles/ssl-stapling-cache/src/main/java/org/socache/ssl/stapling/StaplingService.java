// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.lang.ref.WeakReference;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.SharedCache;
import org.socache.ssl.stapling.spi.Staples;

/**
 * Watches the certificates that anyone staples, each by itself: one timer for all, a thread only while one is being
 * refreshed. A certificate is watched as long as someone holds it.
 */
final class StaplingService implements Staples, AutoCloseable {

    /** Hears of certificates. */
    interface Listener {

        void watched(CertificateWatch watch, Runnable refresh);

        void forgotten(CertificateWatch watch);

        void revoked(CertificateWatch watch);
    }

    private static final Logger LOG = LoggerFactory.getLogger(StaplingService.class);

    /** Milliseconds until the next try after a fault in this JVM; those of responders are {@link RefreshPlan}'s business. */
    private static final long AFTER_FAULT = 1_000;

    /** One watched certificate and those it is for, who may go without a word. */
    private static final class Entry {
        private final CertificateWatch watch;
        private final List<WeakReference<Object>> holders = new ArrayList<>();
        private final CompletableFuture<Void> first = new CompletableFuture<>();

        Entry(CertificateWatch watch) {
            this.watch = watch;
        }

        boolean isHeld() {
            holders.removeIf(holder -> holder.get() == null);
            return !holders.isEmpty();
        }
    }

    private final StaplingSettings settings;
    private final SharedStaples shared;
    private final Responder responder;
    private final OcspVerifier verifier;
    private final RefreshPlan plan;
    private final InstantSource clock;
    private final Listener listener;
    private final Map<StapledCertificate, Entry> entries = new HashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(daemon("timer"));
    private final ExecutorService workers = Executors.newCachedThreadPool(daemon("refresh"));

    StaplingService(StaplingSettings settings, SharedCache cache, InstantSource clock, Listener listener) {
        this.settings = settings;
        this.shared = new SharedStaples(cache, clock);
        this.responder = new Responder(settings.responderTimeout(), settings.proxy());
        this.verifier = new OcspVerifier(settings.skew(), settings.maximumAge(), settings.standardLife(), clock);
        this.plan = new RefreshPlan(
                settings.standardLife(),
                settings.errorLife(),
                () -> ThreadLocalRandom.current().nextDouble());
        this.clock = clock;
        this.listener = listener;
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, "socache-stapling-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }

    URI forceUrl() {
        return settings.forceUrl();
    }

    /** Watches a certificate as long as the holder lives, or until it is released. */
    synchronized CertificateWatch watch(StapledCertificate certificate, Object holder) {
        Entry entry = entries.computeIfAbsent(certificate, this::open);
        entry.holders.add(new WeakReference<>(holder));
        return entry.watch;
    }

    private Entry open(StapledCertificate certificate) {
        Entry entry = new Entry(new CertificateWatch(
                certificate, settings, shared, responder, verifier, plan, clock, listener::revoked));
        listener.watched(entry.watch, () -> workers.execute(entry.watch::fetch));
        startRefresh(entry);
        return entry;
    }

    synchronized void release(StapledCertificate certificate, Object holder) {
        Entry entry = entries.get(certificate);
        if (entry != null) {
            entry.holders.removeIf(one -> one.get() == holder);
            forgetUnheld(entry);
        }
    }

    private synchronized boolean forgetUnheld(Entry entry) {
        if (entry.isHeld()) {
            return false;
        }
        if (entries.remove(entry.watch.certificate(), entry)) {
            listener.forgotten(entry.watch);
        }
        return true;
    }

    private void refresh(Entry entry) {
        if (forgetUnheld(entry)) {
            return;
        }
        long pause = AFTER_FAULT;
        try {
            entry.watch.refresh();
            pause = Math.max(100, clock.instant().until(entry.watch.state().due(), ChronoUnit.MILLIS));
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // whatever it was: a watch that ends here lets the response end, and nobody hears of it
            LOG.error("OCSP for {}", entry.watch.certificate(), e);
        }
        if (!entry.watch.isCold()) {
            entry.first.complete(null);
        }
        refreshAfter(pause, entry);
    }

    private synchronized void refreshAfter(long millis, Entry entry) {
        if (!timer.isShutdown()) {
            timer.schedule(() -> startRefresh(entry), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void startRefresh(Entry entry) {
        try {
            workers.execute(() -> refresh(entry));
        } catch (OutOfMemoryError noThread) {
            LOG.error("OCSP for {}", entry.watch.certificate(), noThread);
            refreshAfter(AFTER_FAULT, entry);
        }
    }

    /** Waits until something is known of a certificate, for so long at most. For connectors that open, not for handshakes. */
    void awaitFirst(CertificateWatch watch, Duration limit) {
        Entry entry;
        synchronized (this) {
            entry = entries.get(watch.certificate());
        }
        try {
            if (entry != null) {
                entry.first.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            LOG.warn(
                    "OCSP for {}: no answer within {} ms; connections open without one",
                    watch.certificate(),
                    limit.toMillis());
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed so", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Stapled staple(List<X509Certificate> chain) {
        return new Handle(StapledCertificate.of(chain, settings.forceUrl()));
    }

    private final class Handle implements Stapled {

        private final CertificateWatch watch;

        Handle(StapledCertificate certificate) {
            this.watch = watch(certificate, this);
        }

        @Override
        public Optional<byte[]> response() {
            return Optional.ofNullable(watch.response()).map(byte[]::clone);
        }

        @Override
        public void close() {
            release(watch.certificate(), this);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            timer.shutdownNow();
            entries.values().forEach(entry -> listener.forgotten(entry.watch));
            entries.clear();
        }
        workers.shutdown();
    }
}
