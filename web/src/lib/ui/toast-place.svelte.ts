/** Whether a toast was ever shown: until then nothing of them is loaded. */
class ToastPlace {
  wanted = $state(false);
}
export const toastPlace = new ToastPlace();
