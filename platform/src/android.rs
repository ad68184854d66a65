//! Android: asked of the running activity over JNI.

use std::{io, path::PathBuf};

use jni::{
    JavaVM,
    objects::{JObject, JString},
};

/// `Context.getFilesDir().getAbsolutePath()`.
pub(crate) fn data_folder() -> io::Result<PathBuf> {
    files_dir().map(|path| PathBuf::from(path).join("tequio")).map_err(io::Error::other)
}

fn files_dir() -> jni::errors::Result<String> {
    let context = ndk_context::android_context();
    // SAFETY: the webview's library put the machine and the activity there before `main` ran, and both outlive
    // this call.
    let (machine, activity) =
        unsafe { (JavaVM::from_raw(context.vm().cast())?, JObject::from_raw(context.context().cast())) };
    let mut env = machine.attach_current_thread()?;
    let folder = env.call_method(&activity, "getFilesDir", "()Ljava/io/File;", &[])?.l()?;
    let path = env.call_method(&folder, "getAbsolutePath", "()Ljava/lang/String;", &[])?.l()?;
    let path: String = env.get_string(&JString::from(path))?.into();
    Ok(path)
}
