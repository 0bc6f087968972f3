// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.time.Duration;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.CacheSpecification;

/** Tells what becomes of one cache, in the log and to the announcer, and counts failed calls. */
final class Reports implements Guard.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final String name;
    private final Supplier<CacheSpecification> specification;
    private final CacheEnvironment.Announcer announcer;
    private final Statistics statistics;

    /** @param specification of the moment */
    Reports(
            String name,
            Supplier<CacheSpecification> specification,
            CacheEnvironment.Announcer announcer,
            Statistics statistics) {
        this.name = name;
        this.specification = specification;
        this.announcer = announcer;
        this.statistics = statistics;
    }

    @Override
    public void failed() {
        statistics.failed();
    }

    @Override
    public void degraded(String reason) {
        LOG.warn("{}: {} is degraded, lookups miss until it recovers: {}", name, specification.get(), reason);
        tell(() -> announcer.degraded(name, reason));
    }

    @Override
    public void recovered() {
        LOG.info("{}: {} has recovered", name, specification.get());
        tell(() -> announcer.recovered(name, specification.get()));
    }

    /** The provider that the cache has waited for is there. */
    void bound() {
        LOG.info("{}: bound to {}", name, specification.get());
        tell(() -> announcer.recovered(name, specification.get()));
    }

    /** The provider has gone. */
    void unbound(String reason) {
        tell(() -> announcer.degraded(name, reason));
    }

    void switched(Migration migration, Duration took) {
        tell(() -> announcer.switched(name, migration, took));
    }

    void wentBack(Migration migration) {
        tell(() -> announcer.wentBack(name, migration));
    }

    /** Whoever is told may have stopped, and throw; that is no business of a cache. */
    private void tell(Runnable message) {
        try {
            message.run();
        } catch (RuntimeException | LinkageError fault) {
            LOG.warn("{}: nobody could be told: {}", name, Guard.message(fault));
        }
    }
}
