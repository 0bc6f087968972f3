// SPDX-License-Identifier: Apache-2.0
package org.socache.api.jmx;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import javax.management.AttributeNotFoundException;
import javax.management.JMRuntimeException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.NotificationBroadcasterSupport;
import javax.management.NotificationEmitter;
import javax.management.ReflectionException;
import javax.management.StandardEmitterMBean;

/**
 * An MXBean (open types only) that takes its descriptions and parameter names from {@link Description} annotations of its
 * interface. Register it as a service of type {@link javax.management.DynamicMBean} with the property
 * {@code jmx.objectname}, and Karaf's JMX whiteboard does the rest.
 */
public final class DescribedMBean extends StandardEmitterMBean {

    private final Class<?> type;

    private <T> DescribedMBean(T implementation, Class<T> type, NotificationEmitter emitter) {
        super(implementation, type, true, emitter);
        this.type = type;
        cacheMBeanInfo(null);
    }

    /**
     * Wraps an implementation.
     *
     * @param emitter sends its notifications; null if it has none
     * @throws IllegalArgumentException if the interface is no MXBean, or an element of it has no description
     */
    public static <T> DescribedMBean of(T implementation, Class<T> type, NotificationEmitter emitter) {
        Stream.of(type.getMethods())
                .filter(method -> method.getAnnotation(Description.class) == null)
                .findFirst()
                .ifPresent(method -> {
                    throw new IllegalArgumentException(
                            type.getName() + "." + method.getName() + " has no @Description");
                });
        return new DescribedMBean(
                implementation, type, emitter == null ? new NotificationBroadcasterSupport() : emitter);
    }

    /**
     * Calls an operation. A refusal reaches the caller with the sentence of the exception but not with its class, which a
     * client such as JConsole does not have: it would show a {@code ClassNotFoundException} in place of the reason.
     */
    @Override
    public Object invoke(String operation, Object[] arguments, String[] signature)
            throws MBeanException, ReflectionException {
        try {
            return super.invoke(operation, arguments, signature);
        } catch (MBeanException refusal) {
            throw legible(refusal.getTargetException());
        } catch (JMRuntimeException misuse) {
            throw misuse;
        } catch (RuntimeException fault) {
            throw legible(fault);
        }
    }

    /** As {@link #invoke}: what an attribute fails with has no class of ours. */
    @Override
    public Object getAttribute(String attribute)
            throws AttributeNotFoundException, MBeanException, ReflectionException {
        try {
            return super.getAttribute(attribute);
        } catch (MBeanException refusal) {
            throw legible(refusal.getTargetException());
        } catch (JMRuntimeException misuse) {
            throw misuse;
        } catch (RuntimeException fault) {
            throw legible(fault);
        }
    }

    private static MBeanException legible(Exception cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new MBeanException(new IllegalArgumentException(message), message);
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return described(type.getAnnotations()).orElseGet(() -> super.getDescription(info));
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
        String getter = (info.isIs() ? "is" : "get") + info.getName();
        return methods(getter, 0)
                .findFirst()
                .flatMap(method -> described(method.getAnnotations()))
                .orElseGet(() -> super.getDescription(info));
    }

    @Override
    protected String getDescription(MBeanOperationInfo info) {
        return operation(info)
                .flatMap(method -> described(method.getAnnotations()))
                .orElseGet(() -> super.getDescription(info));
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return parameter(operation, sequence)
                .flatMap(found -> described(found.getAnnotations()))
                .orElseGet(() -> super.getDescription(operation, parameter, sequence));
    }

    @Override
    protected String getParameterName(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return parameter(operation, sequence)
                .map(Parameter::getName)
                .orElseGet(() -> super.getParameterName(operation, parameter, sequence));
    }

    @Override
    protected int getImpact(MBeanOperationInfo info) {
        return MBeanOperationInfo.ACTION;
    }

    private Optional<Method> operation(MBeanOperationInfo info) {
        return methods(info.getName(), info.getSignature().length).findFirst();
    }

    private Optional<Parameter> parameter(MBeanOperationInfo info, int sequence) {
        return operation(info).map(method -> method.getParameters()[sequence]);
    }

    private Stream<Method> methods(String name, int parameters) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == parameters);
    }

    private static Optional<String> described(Annotation[] annotations) {
        return Arrays.stream(annotations)
                .filter(Description.class::isInstance)
                .map(annotation -> ((Description) annotation).value())
                .findFirst();
    }
}
