// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;

import org.apache.karaf.jaas.boot.ProxyLoginModule;
import org.apache.karaf.jaas.modules.BackingEngine;
import org.apache.karaf.jaas.modules.BackingEngineFactory;

/**
 * Keeps {@code jaas:user-add} and its like working on a wrapped module: Karaf finds the engine by the module's class, which is
 * ours now, and we build the one of the module behind.
 */
public final class CachingEngineFactory implements BackingEngineFactory {

    private final Supplier<Collection<BackingEngineFactory>> factories;

    /** @param factories all there are, this one perhaps among them */
    public CachingEngineFactory(Supplier<Collection<BackingEngineFactory>> factories) {
        this.factories = factories;
    }

    @Override
    public String getModuleClass() {
        return CachingLoginModule.class.getName();
    }

    /** Null if the module behind has no user administration, as Karaf expects. */
    @Override
    public BackingEngine build(Map<String, ?> options) {
        WrappedEntry entry = new WrappedEntry(options);
        Object module = entry.delegateOptions().get(ProxyLoginModule.PROPERTY_MODULE);
        return factories.get().stream()
                .filter(factory -> factory.getModuleClass().equals(module))
                .findFirst()
                .map(factory -> factory.build(entry.delegateOptions()))
                .map(engine -> (BackingEngine) new ForgettingEngine(engine, entry.cache()))
                .orElse(null);
    }
}
